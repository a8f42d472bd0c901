export { alloc } from '../heap'
export { encodeLength, encodeNext, encodeOpen, encodeOutput, encodePlanes } from './encoder'
