import { describeMatrix } from '../integration/matrix/matrix.ts';
import { messages } from '../integration/matrix/messages.ts';
import { silence } from '../integration/matrix/silence.ts';
import { SimulatedStage } from '../integration/matrix/simulated-stage.ts';

const letters = {
  'F: silence': silence,
  'I: messages': messages,
};

describeMatrix<SimulatedStage>(letters, async ({ config }) => new SimulatedStage(config), 1);
