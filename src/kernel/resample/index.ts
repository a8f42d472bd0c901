export { alloc } from '../heap'
export {
  resampleDone,
  resampleFirst,
  resampleLast,
  resampleOpen,
  resampleOutput,
  resampleRows,
} from './resampler'
