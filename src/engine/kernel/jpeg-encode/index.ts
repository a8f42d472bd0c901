export { alloc } from '../heap'
export { encodeLength, encodeNext, encodeOpen, encodeOutput, encodePlanes, encodeQuality } from './encoder'
