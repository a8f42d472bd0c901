export { alloc } from '../heap'
export { inflateCapacity, inflateFeed, inflateInput, inflateOpen, inflateOutput } from './inflate'
