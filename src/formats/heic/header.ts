import type { ByteReader } from '../../bytes/reader.ts'
import type { Header } from '../../picture/header.ts'
import { readHeifHeader } from '../heif/header.ts'
import { isSequence } from './brands.ts'
import { HEIC } from './hevc-configuration.ts'

export const readHeicHeader = (input: ByteReader): Header => readHeifHeader(input, HEIC, isSequence(input))
