export { fourier } from './fourier'
export { markMeasure } from './measure'
export { markAdd, markFold, markResidual } from './residual'
export { markStrength } from './strength'
