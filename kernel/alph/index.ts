export { alphBand, alphInput, alphOpen, alphRows, alphStart } from './decoder'
