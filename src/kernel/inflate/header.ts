/** Headers of blocks with codes of their own (RFC 1951 3.2.7), read as far as their bits have arrived. */
import { distanceTemplates, DISTANCES, LENGTHS, lengthTemplates, LITERALS, literalTemplates } from './entries'
import { bits, count, dropBits, hasBits, takeBits } from './input'
import { BLOCK_DONE, DAMAGED, DISTANCE_ENTRIES, DISTANCE_ROOT, LITERAL_ENTRIES, LITERAL_ROOT, MORE } from './symbols'
import { buildTable, joinLiterals } from './table'
