import { describeMatrix } from './matrix.ts';
import { ownPlugins } from './own-plugins.ts';
import { RealStage, type RealCondition } from './real-stage.ts';
import { thresholds } from './thresholds.ts';
import { way } from './way.ts';

const letters = {
  'C: the way of the data': way,
  'D: plugins of the operator': ownPlugins,
  'H: thresholds of the operator': thresholds,
};

describeMatrix<RealStage, RealCondition>(letters, ({ stack }) => RealStage.start(stack()), 4);
