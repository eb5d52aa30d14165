import { z } from 'zod';
import { evenWhenBroken } from '../option-meta.ts';
import { receiverUrl } from '../http-client/http-options.ts';

const text = z.string().min(1);

/** The options that may stand beside `cloud`; others would contradict clouds.yaml. */
const besideCloud: ReadonlySet<string> = new Set(['cloud', 'region', 'interface', 'caFile']);

/** The `auth` block of an OpenStack notifier. Each option falls back to its `OS_*` variable. */
export const keystoneOptions = z
  .strictObject({
    cloud: text.optional().meta({
      description:
        'The cloud in clouds.yaml to log in to. Only region, interface and caFile may stand beside it.',
      examples: ['production'],
      variable: 'OS_CLOUD',
      defaultText: 'none',
      replacedBy: ['authUrl', 'username', 'applicationCredentialId'],
      since: '0.1.0',
    }),
    authUrl: receiverUrl.optional().meta({
      description: 'The URL of Keystone; /v3 is added when missing.',
      examples: ['https://keystone.example.org:5000/v3'],
      variable: 'OS_AUTH_URL',
      replacedBy: ['cloud'],
      since: '0.1.0',
    }),
    username: text.optional().meta({
      description: 'The user to log in as.',
      examples: ['collectd-dma'],
      variable: 'OS_USERNAME',
      replacedBy: ['cloud', 'applicationCredentialId'],
      since: '0.1.0',
    }),
    passwordFile: text.optional().meta({
      description: 'The file with the password, readable by the user of dma alone (chmod 600).',
      examples: ['/etc/collectd-dma/openstack-password'],
      variable: 'OS_PASSWORD',
      defaultText: 'the variable holds the password itself',
      replacedBy: ['cloud', 'applicationCredentialId'],
      variableIsSecret: true,
      since: '0.1.0',
    }),
    projectName: text.optional().meta({
      description: 'The project to log in to.',
      examples: ['admin'],
      variable: 'OS_PROJECT_NAME',
      replacedBy: ['cloud', 'applicationCredentialId', 'projectId'],
      since: '0.1.0',
    }),
    projectId: text.optional().meta({
      description: 'The id of the project, instead of its name and domain.',
      examples: ['0123456789abcdef0123456789abcdef'],
      variable: 'OS_PROJECT_ID',
      defaultText: 'none',
      replacedBy: ['cloud', 'applicationCredentialId'],
      since: '0.1.0',
    }),
    userDomainName: text.optional().meta({
      description: 'The domain of the user.',
      examples: ['Default'],
      variable: 'OS_USER_DOMAIN_NAME',
      defaultText: 'Default',
      replacedBy: ['cloud', 'applicationCredentialId', 'userDomainId'],
      since: '0.1.0',
    }),
    userDomainId: text.optional().meta({
      description: 'The id of the domain of the user, instead of its name.',
      examples: ['default'],
      variable: 'OS_USER_DOMAIN_ID',
      defaultText: 'none',
      replacedBy: ['cloud', 'applicationCredentialId'],
      since: '0.1.0',
    }),
    projectDomainName: text.optional().meta({
      description: 'The domain of the project.',
      examples: ['Default'],
      variable: 'OS_PROJECT_DOMAIN_NAME',
      defaultText: 'Default',
      replacedBy: ['cloud', 'applicationCredentialId', 'projectId', 'projectDomainId'],
      since: '0.1.0',
    }),
    projectDomainId: text.optional().meta({
      description: 'The id of the domain of the project, instead of its name.',
      examples: ['default'],
      variable: 'OS_PROJECT_DOMAIN_ID',
      defaultText: 'none',
      replacedBy: ['cloud', 'applicationCredentialId', 'projectId'],
      since: '0.1.0',
    }),
    applicationCredentialId: text.optional().meta({
      description: 'The id of an application credential, instead of user, project and domains.',
      examples: ['0123456789abcdef0123456789abcdef'],
      variable: 'OS_APPLICATION_CREDENTIAL_ID',
      defaultText: 'none',
      replacedBy: ['cloud', 'username'],
      since: '0.1.0',
    }),
    applicationCredentialSecretFile: text.optional().meta({
      description:
        'The file with the secret of the application credential, readable by the user of dma alone (chmod 600).',
      examples: ['/etc/collectd-dma/openstack-secret'],
      variable: 'OS_APPLICATION_CREDENTIAL_SECRET',
      defaultText: 'the variable holds the secret itself',
      replacedBy: ['cloud', 'username'],
      variableIsSecret: true,
      since: '0.1.0',
    }),
    region: text.optional().meta({
      description: 'The region whose services are used.',
      examples: ['RegionOne'],
      variable: 'OS_REGION_NAME',
      defaultText: 'any',
      since: '0.1.0',
    }),
    interface: z
      .enum(['public', 'internal', 'admin'])
      .optional()
      .meta({
        description: 'The interface of the services in the catalog.',
        examples: ['internal'],
        variable: 'OS_INTERFACE',
        defaultText: 'public',
        since: '0.1.0',
      }),
    caFile: text.optional().meta({
      description: 'A file with the certificates (PEM) to trust instead of those of the system.',
      examples: ['/etc/ssl/certs/private-ca.pem'],
      variable: 'OS_CACERT',
      defaultText: 'the certificates of the system',
      since: '0.1.0',
    }),
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
  }, evenWhenBroken);

export type KeystoneOptions = z.output<typeof keystoneOptions>;

/** Parses an interface; older files write `publicURL` for `public`. Undefined for an unknown one. */
export function parseInterface(name: string): NonNullable<KeystoneOptions['interface']> | undefined {
  return keystoneOptions.shape.interface.unwrap().safeParse(name.replace(/URL$/, '')).data;
}
