export { fourier } from './fourier'
export { markMeasure } from './measure'
export { markAdd, markFold, markResidual } from './residual'
export { markLines, markStrength } from './strength'
