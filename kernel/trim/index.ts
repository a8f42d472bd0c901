export { alloc } from '../heap'
export {
  trimColumnLeast,
  trimColumnMost,
  trimOpen,
  trimRowLeast,
  trimRowMost,
  trimRows,
} from './extremes'
