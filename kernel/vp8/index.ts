export { vp8Feed, vp8Next, vp8Open } from './decoder'
export { vp8Band, vp8Rows, vp8Stride } from './frame'
export { vp8Capacity, vp8Input } from './input'
