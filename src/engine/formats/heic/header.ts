import type { ByteReader } from '../../bytes/reader.ts'
import { readHeifHeader } from '../heif/header.ts'
import type { HeifHeader } from '../heif/heif-image.ts'
import { isSequence } from './brands.ts'
import { HEIC } from './hevc-configuration.ts'
import { modeOf, sampled } from './modes.ts'

/**
 * Reads a HEIC header.
 * @param item item to read instead of the primary one
 */
export function readHeicHeader(input: ByteReader, item?: number): HeifHeader<'heic'> {
  const header = readHeifHeader(input, HEIC, isSequence(input), item)
  return header.heif ? { ...header, ...sampled(modeOf(header.heif, header), header.heif) } : header
}
