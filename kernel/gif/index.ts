export { alloc } from '../heap'
export { gifCapacity, gifFeed, gifInput, gifOpen, gifPalette, gifRows } from './decode'
