export { alloc } from '../heap'
export {
  encodeLength,
  encodeNext,
  encodeOpen,
  encodeOrder,
  encodeOutput,
  encodePlanes,
  encodeQuality,
} from './encoder'
