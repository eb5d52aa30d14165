export { svmDetectorModels as models } from '../../support/detector-models.ts';
