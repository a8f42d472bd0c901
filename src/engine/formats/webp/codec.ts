export { decoder } from './decoder.ts'
export { encoder } from './encoder.ts'
