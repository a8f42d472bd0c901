export { paletteColors, paletteOpen, paletteReduce } from './reduce'
