export { vp8lBand, vp8lCapacity, vp8lFeed, vp8lInput, vp8lNext, vp8lOpen, vp8lRows } from './decoder'
