import { z } from 'zod';
import { failure, type Failure } from '../http-client/http-request.ts';

/** The part of Keystone's catalog that is looked at. */
export const serviceCatalog = z.array(
  z.object({
    type: z.string(),
    endpoints: z.array(
      z.object({
        interface: z.string(),
        region: z.string().nullish(),
        url: z.string(),
      }),
    ),
  }),
);

export type ServiceCatalog = z.output<typeof serviceCatalog>;

/** What to choose from a catalog. */
export interface EndpointChoice {
  /** Such as `policy` (Congress) or `compute` (Nova). */
  readonly type: string;
  /** `public`, `internal` or `admin`. */
  readonly interface: string;
  /** Undefined: the first one that fits. */
  readonly region: string | undefined;
}

/** A service's URL without trailing slashes, or `not-found` (not recoverable) with what there is to choose from. */
export function findEndpoint(
  catalog: ServiceCatalog,
  choice: EndpointChoice,
): { readonly kind: 'endpoint'; readonly url: string } | Failure {
  const { type, region } = choice;
  const services = catalog.filter((service) => service.type === type);
  const endpoints = services.flatMap((service) => service.endpoints);
  const found = endpoints.find(
    (endpoint) =>
      endpoint.interface === choice.interface && (region === undefined || endpoint.region === region),
  );
  if (found) return { kind: 'endpoint', url: found.url.replace(/\/+$/, '') };

  const wanted = `no ${choice.interface} endpoint of type ${type}${region === undefined ? '' : ` in region ${region}`}`;
  return failure('not-found', false, `Keystone's catalog has ${wanted}; it has ${describe(catalog, type)}`);
}

function describe(catalog: ServiceCatalog, type: string): string {
  const names = catalog
    .filter((service) => service.type === type)
    .flatMap((service) => service.endpoints.map((endpoint) => `${endpoint.interface} in ${endpoint.region}`));
  if (names.length > 0) return names.join(', ');
  return `the types ${catalog.map((service) => service.type).join(', ') || '(none: has the user a role in the project?)'}`;
}
