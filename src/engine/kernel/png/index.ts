export { alloc } from '../heap'
export { pngCapacity, pngFeed, pngInput, pngLayout, pngOpen, pngRows } from './decode'
export { pngEncodeInput, pngEncodeOpen, pngEncodeRepeats, pngEncodeRestart, pngEncodeRow } from './encode'
export {
  paletteAddress as pngPalette,
  setPaletteSize as pngPaletteSize,
  setTransparent as pngTransparent,
} from './expand'
