/** Begins the APP1 segment of XMP (ISO 16684-3, 6). */
export const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0'

/** Begins the APP2 segment with the gain map's metadata, or in the picture itself with their version alone (ISO 21496-1). */
export const ISO_GAIN_MAP_PREFIX = 'urn:iso:std:iso:ts:21496:-1\0'
