export { alloc } from '../heap'
export { encodeNext, encodeOpen, encodeOutput, encodePlanes } from './encoder'
