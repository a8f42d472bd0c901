export { paletteColours, paletteOpen, paletteReduce } from './reduce'
