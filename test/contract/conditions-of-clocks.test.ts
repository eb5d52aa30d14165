import { clocksApart } from '../integration/matrix/clocks-apart.ts';
import { clocksSetBack } from '../integration/matrix/clocks-set-back.ts';
import { clocks } from '../integration/matrix/clocks.ts';
import { describeMatrix } from '../integration/matrix/matrix.ts';
import { SimulatedStage } from '../integration/matrix/simulated-stage.ts';

const letters = {
  'A: several sources whose clocks are apart': clocksApart,
  'G: clocks': clocks,
  'G: clocks of other hosts that are set back': clocksSetBack,
};

describeMatrix<SimulatedStage>(letters, async ({ config }) => new SimulatedStage(config), 1);
