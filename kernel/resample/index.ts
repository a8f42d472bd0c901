export { alloc } from '../heap'
export {
  resampleDone,
  resampleOpen,
  resampleOutput,
  resampleRows,
} from './resampler'
export { resampleWideDone, resampleWideOpen, resampleWideOutput, resampleWideRows } from './wide'
export { wideToRgba } from './wide-pixel'
