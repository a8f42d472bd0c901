export { alloc } from '../heap'
export {
  resampleDone,
  resampleFirst,
  resampleLast,
  resampleOpen,
  resampleOutput,
  resampleRows,
} from './resampler'
export { resampleWideDone, resampleWideOpen, resampleWideOutput, resampleWideRows } from './wide'
export { wideToRgba } from './wide-pixel'
