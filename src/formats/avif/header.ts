import type { ByteReader } from '../../bytes/reader.ts'
import type { Header } from '../../picture/header.ts'
import { readHeifHeader } from '../heif/header.ts'
import { AVIF } from './av1-configuration.ts'
import { isSequence } from './brands.ts'

export const readAvifHeader = (input: ByteReader): Header => readHeifHeader(input, AVIF, isSequence(input))
