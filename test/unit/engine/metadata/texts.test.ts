import { describe, expect, it, test } from 'vitest'
import { cleanIptc } from '../../../../src/engine/metadata/iptc.ts'
import { cleanXmp } from '../../../../src/engine/metadata/xmp.ts'
import { be16, join } from '../../../support/bytes/image-writers.ts'
import { dataset, XMP_PADDING, xmpPacket } from '../../../support/metadata/tiff.ts'
import { expectLinear } from '../../../support/process/growth.ts'

const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes)
const NOWHERE = { gps: false }
const ANYWHERE = { gps: true }

describe('cleaned XMP', () => {
  it('stays unchanged except for its padding', () => {
    const packet = xmpPacket('photoshop:Headline="A day at the lake, in a great city"')
    const expected = text(packet)?.replace(XMP_PADDING, '\n')
    expect(expected).not.toBe(text(packet))
    expect(text(cleanXmp(packet, NOWHERE))).toBe(expected)
  })

  test.each([
    ['tiff:Orientation="6"', ''],
    [`tiff:Orientation = '6'`, ''],
    ['', '<tiff:Orientation>6</tiff:Orientation>'],
    ['', '<t:Orientation >\n8 </t:Orientation >'],
  ])('is turned upright: %s%s', (attribute, element) => {
    const kept = text(cleanXmp(xmpPacket(attribute, element), NOWHERE))
    expect(kept).toMatch(/:Orientation\s*(?:=\s*"1"|>1<)/)
    expect(kept).not.toMatch(/[68] ?['"<]/)
  })

  test.each([
    ['exif:GPSLatitude="47,22.3N"', ''],
    ['', '<exif:GPSAltitude>408/1</exif:GPSAltitude>'],
    ['', '<e:gpsLatitude>47</e:gpsLatitude>'],
    ['xmlns:drone="http://www.dji.com/drone-dji/1.0/" drone:RelativeAltitude="+30"', ''],
    ['xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#" geo:lat="47"', ''],
    ['', '<georss:point xmlns:georss="http://www.georss.org/georss">47.2 8.5</georss:point>'],
    ['', '<k:coordinates xmlns:k="http://www.opengis.net/kml/2.2">8.5,47.2</k:coordinates>'],
    ['photoshop:City="Zug"', ''],
    ['', '<City xmlns="http://ns.adobe.com/photoshop/1.0/">Zug</City>'],
    ['photoshop:State="Zug"', ''],
    ['photoshop:Country="Switzerland"', ''],
    ['i:CountryCode="CH"', ''],
    ['i:Location="Lake"', ''],
    ['', '<i:LocationCreated rdf:parseType="Resource"/>'],
    ['i:ProvinceState="Zug"', ''],
    ['', '<dc:coverage>Lake</dc:coverage>'],
    ['', '<dc:description>at latitude 47.3</dc:description>'],
  ])('is dropped if it mentions a location: %s%s', (attribute, element) => {
    expect(cleanXmp(xmpPacket(attribute, element), NOWHERE)).toBeUndefined()
    expect(text(cleanXmp(xmpPacket(attribute, element), ANYWHERE))).toContain(attribute + element)
  })

  test.each([
    ['thumbnails', xmpPacket('', '<xmp:Thumbnails><rdf:Alt/></xmp:Thumbnails>')],
    ['thumbnails under another name', xmpPacket('xmlns:g="http://ns.adobe.com/xap/1.0/g/img/" g:image="x"')],
    ['depth maps', xmpPacket('xmlns:D="http://ns.google.com/photos/1.0/depthmap/" D:Data="x"')],
    ['gain maps', xmpPacket('xmlns:h="http://ns.adobe.com/hdr-gain-map/1.0/" h:Version="1.0"')],
    [
      'an orientation in another spelling',
      xmpPacket('', '<tiff:Orientation rdf:datatype="x">6</tiff:Orientation>'),
    ],
    [
      'thumbnails in a namespace with character references',
      xmpPacket('xmlns:g = "http://ns.adobe.com/xap/1.0/g/im&#103;/" g:image="x"'),
    ],
    ['entities', join('<!DOCTYPE x [<!ENTITY y "<exif:G&#80;S/>">]>', xmpPacket())],
    ['UTF-16', Uint8Array.from([...xmpPacket()].flatMap((byte) => [byte, 0]))],
    ['invalid UTF-8', join(xmpPacket(), 0xff)],
    ['a file that is not XMP', join('<html></html>')],
    ['nothing', new Uint8Array(0)],
  ])('is dropped if it has %s', (_, packet) => {
    expect(cleanXmp(packet, ANYWHERE)).toBeUndefined()
  })

  const NAMES = ['<a:Orientation', ':Orientation="', '<a:Orientation>', ':Orientation>', 'xmlns', 'xmlns="\'']
  test.each(['<', ':', ' ', 'a', ...NAMES])('takes linear time for partial matches of %j', (filler) => {
    function prepare(length: number): () => void {
      const packet = xmpPacket('', filler.repeat(length / filler.length))
      return () => void cleanXmp(packet, NOWHERE)
    }
    expectLinear(prepare, 1 << 19)
  })
})

describe('cleaned IPTC', () => {
  const charset = dataset(1, 90, '\x1b%G')
  const caption = dataset(2, 120, 'A lake')
  const places = [26, 27, 90, 92, 95, 100, 101].map((number) => dataset(2, number, 'Zug'))
  const pictures = [125, 200, 201, 202].map((number) => dataset(2, number, 'x'))
  const coordinates = dataset(2, 25, 'geo, Latitude=47.3')

  it('keeps everything except pictures and other records', () => {
    const all = join(charset, ...pictures, caption, ...places, coordinates, dataset(8, 10, 'x'))
    expect(cleanIptc(all, ANYWHERE)).toEqual(join(charset, caption, ...places, coordinates))
  })

  it('drops everything that names a location', () => {
    expect(cleanIptc(join(charset, ...places, coordinates, caption), NOWHERE)).toEqual(join(charset, caption))
    expect(cleanIptc(join(...places), NOWHERE)).toBeUndefined()
  })

  test.each([
    ['a length beyond the end', join(0x1c, 2, 120, be16(99), 'x')],
    [
      'an extended length',
      join(0x1c, 2, 120, be16(0x8004), 0, 0, 0, 3, dataset(2, 90, 'Zug'), new Uint8Array(40_000)),
    ],
    ['an invalid data set', join(0, dataset(2, 90, 'Zug'))],
    ['a truncated data set', join(0x1c, 2)],
  ])('ends before %s', (_, rest) => {
    expect(cleanIptc(join(caption, rest), ANYWHERE)).toEqual(caption)
    expect(cleanIptc(rest, ANYWHERE)).toBeUndefined()
  })
})
