import { describeMatrix } from './matrix.ts';
import { ownPlugins } from './own-plugins.ts';
import { RealStage, type RealCondition } from './real-stage.ts';
import { thresholds } from './thresholds.ts';

const letters = {
  'D: plugins of the operator': ownPlugins,
  'H: thresholds of the operator': thresholds,
};

describeMatrix<RealStage, RealCondition>(letters, ({ stack }) => RealStage.start(stack()), 4);
