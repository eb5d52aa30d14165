import { describeMatrix } from '../integration/matrix/matrix.ts';
import { silence } from '../integration/matrix/silence.ts';
import { SimulatedStage } from '../integration/matrix/simulated-stage.ts';

describeMatrix<SimulatedStage>(
  { 'F: silence': silence },
  async ({ config }) => new SimulatedStage(config),
  1,
);
