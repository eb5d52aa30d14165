import { z } from 'zod';
import { sinkUrl } from '../http-client/sink-url.ts';

const text = z.string().min(1);

/** What may stand beside `cloud`; all else would contradict what clouds.yaml says of it. */
const besideCloud: ReadonlySet<string> = new Set(['cloud', 'region', 'interface', 'caFile']);

/** The `auth` block of an OpenStack notifier. What is left out comes from the `OS_*` variable of that name. */
export const keystoneOptions = z
  .strictObject({
    /** A cloud in clouds.yaml, which then says all but region, interface and caFile. (OS_CLOUD) */
    cloud: text.optional(),
    /** Keystone's URL, such as `https://cloud.example.org:5000/v3`; `/v3` is added when missing. (OS_AUTH_URL) */
    authUrl: sinkUrl.optional(),
    /** OS_USERNAME */
    username: text.optional(),
    /** A file with the password. (Default: the password itself from OS_PASSWORD) */
    passwordFile: text.optional(),
    /** OS_PROJECT_NAME */
    projectName: text.optional(),
    /** Takes the place of the project's name and domain. (OS_PROJECT_ID) */
    projectId: text.optional(),
    /** OS_USER_DOMAIN_NAME; default `Default` */
    userDomainName: text.optional(),
    /** Takes the place of that name. (OS_USER_DOMAIN_ID) */
    userDomainId: text.optional(),
    /** OS_PROJECT_DOMAIN_NAME; default `Default` */
    projectDomainName: text.optional(),
    /** Takes the place of that name. (OS_PROJECT_DOMAIN_ID) */
    projectDomainId: text.optional(),
    /** Takes the place of user, project and domains. (OS_APPLICATION_CREDENTIAL_ID) */
    applicationCredentialId: text.optional(),
    /** A file with the secret. (Default: the secret itself from OS_APPLICATION_CREDENTIAL_SECRET) */
    applicationCredentialSecretFile: text.optional(),
    /** OS_REGION_NAME; default any */
    region: text.optional(),
    /** OS_INTERFACE; default `public` */
    interface: z.enum(['public', 'internal', 'admin']).optional(),
    /** PEM certificates to trust instead of the system's. (OS_CACERT) */
    caFile: text.optional(),
  })
  .superRefine((options, context) => {
    if (options.cloud === undefined) return;
    for (const name of Object.keys(options))
      if (!besideCloud.has(name))
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'must not stand beside cloud, because clouds.yaml says it',
        });
  });

export type KeystoneOptions = z.output<typeof keystoneOptions>;

/** What older files call `publicURL` is `public`; undefined when it is none of the three interfaces. */
export function parseInterface(name: string): NonNullable<KeystoneOptions['interface']> | undefined {
  return keystoneOptions.shape.interface.unwrap().safeParse(name.replace(/URL$/, '')).data;
}
