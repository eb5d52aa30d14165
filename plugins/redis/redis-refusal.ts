import { StoreError } from '../samples/sample-reader.ts';

/** A command that Redis refuses, with the reason and the cure; the connection itself works. */
export class RedisRefusal extends StoreError {
  override name = 'RedisRefusal';
}
