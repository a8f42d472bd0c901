/**
 * Matches coordinate names in EXIF, in XMP and in metadata from drones, such as `exif:GPSLatitude`
 * and `drone-dji:AbsoluteAltitude`. It also matches the names in vocabularies with other terms: W3C
 * Basic Geo, GeoRSS, GML and KML.
 */
const COORDINATES = /gps|latitude|longitude|altitude|wgs84|georss|opengis/i

/**
 * Matches XMP properties that name a place, with any prefix. IPTC Photo Metadata Standard 2023:
 * LocationShown, City, CountryCode, ProvinceState, WorldRegion, CiAdrCity. Dublin Core: coverage,
 * spatial.
 */
const PROPERTIES = /[:<](?:[\w-]*location|city|state|country|province|worldregion|coverage|spatial|ciadr)/i

/**
 * Returns `true` if a text mentions coordinates. The text may be in UTF-16, or in any encoding that
 * includes ASCII.
 */
export function mentionsCoordinates(text: Uint8Array): boolean {
  return COORDINATES.test(new TextDecoder().decode(text).replaceAll('\0', ''))
}

/** Returns `true` if an XMP packet mentions coordinates, or has a property that names a place. */
export const tellsPlace = (packet: string): boolean => COORDINATES.test(packet) || PROPERTIES.test(packet)
