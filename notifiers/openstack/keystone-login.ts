import { formCloudCredentials } from './clouds-yaml-credentials.ts';
import { readCloud } from './clouds-yaml.ts';
import { resolveCredentials, type CredentialsSource } from './keystone-credentials.ts';
import type { KeystoneOptions } from './keystone-options.ts';

/**
 * Where the credentials come from: the cloud of clouds.yaml that the options name, or else OS_CLOUD when the options
 * say nothing of who logs in; otherwise options and `OS_*` variables. As with OpenStack's own clients, the variables
 * count for nothing beside a cloud.
 *
 * Does no I/O: clouds.yaml is read when credentials are asked for.
 *
 * @throws ZodError when a credential is neither among the options nor in the environment.
 */
export function openCredentials(
  options: KeystoneOptions,
  env: (name: string) => string | undefined,
): CredentialsSource {
  const { authUrl, username, applicationCredentialId } = options;
  const saysWho = authUrl ?? username ?? applicationCredentialId;
  const name = options.cloud ?? (saysWho === undefined ? env('OS_CLOUD') : undefined);
  if (!name) {
    const credentials = resolveCredentials(options, env);
    return () => Promise.resolve(credentials);
  }
  return async () => {
    const found = await readCloud(name, env);
    return found.kind === 'failed' ? found : formCloudCredentials(name, found, options, env('HOME'));
  };
}
