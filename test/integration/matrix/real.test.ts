import { describeMatrix } from './matrix.ts';
import { RealStage, type RealCondition } from './real-stage.ts';
import { thresholds } from './thresholds.ts';

describeMatrix<RealStage, RealCondition>(
  { 'H: thresholds': thresholds },
  ({ stack }) => RealStage.start(stack),
  4,
);
