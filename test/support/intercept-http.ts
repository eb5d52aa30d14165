import nock from 'nock';

// nock takes over node:http as soon as it is imported, for every test file of the run.
nock.restore();

/** Inside a `describe`: its tests reach nothing but what nock answers; other tests stay on the real network. */
export function interceptHttp(): void {
  before(() => nock.activate());
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });
  after(() => nock.restore());
}
