/** First bytes in an APP1 segment with XMP (ISO 16684-3, 6). */
export const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0'

/**
 * First bytes in an ISO 21496-1 segment (APP2). In a gain map, the segment holds the map's
 * parameters. In the picture itself, it holds only their version.
 */
export const ISO_GAIN_MAP_PREFIX = 'urn:iso:std:iso:ts:21496:-1\0'
