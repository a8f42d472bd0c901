export { alloc } from './heap'
