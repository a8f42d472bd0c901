/**
 * Names of coordinates in EXIF, XMP and what drones write: `exif:GPSLatitude`, `drone-dji:AbsoluteAltitude`; and of the
 * vocabularies that have others: W3C Basic Geo, GeoRSS, GML and KML.
 */
const COORDINATES = /gps|latitude|longitude|altitude|wgs84|georss|opengis/i

/**
 * Names of XMP properties that name a place (IPTC Photo Metadata Standard 2023: LocationShown, City, CountryCode,
 * ProvinceState, WorldRegion, CiAdrCity; Dublin Core: coverage, spatial), whatever their prefix.
 */
const PROPERTIES = /[:<](?:[\w-]*location|city|state|country|province|worldregion|coverage|spatial|ciadr)/i

/** Whether a text mentions coordinates, in any encoding that includes ASCII, or UTF-16. */
export function mentionsCoordinates(text: Uint8Array): boolean {
  return COORDINATES.test(new TextDecoder().decode(text).replaceAll('\0', ''))
}

/** Whether a packet of XMP mentions coordinates, or has a property that names a place. */
export const tellsPlace = (packet: string): boolean => COORDINATES.test(packet) || PROPERTIES.test(packet)
