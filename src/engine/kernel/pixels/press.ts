/**
 * Colours of CMYK inks on a common press, as a polynomial of degree 4. R, G and B are 255 plus the
 * weighted sums of the products of inks below. An ink is a number from 0 (none) to 1 (full). Each
 * row has the weights for R, G and B. Its comment names the product: `cck` is c · c · k.
 *
 * The weights are a least-squares fit to the output of libvips 8.18 for pictures without a profile.
 * libvips uses the profile of a coated sheet, similar to SWOP, through Little CMS. Half of the
 * weight is on a grid of 18 levels of each ink, and half on the separations of 52 levels of R, G
 * and B. Light colours count up to 4 times, and pure black up to 100 times. Colours that the
 * profile clips count as no error. The RMS error is 2.0 of 255 levels over the separations and 1.5
 * in photographs. The RMS error of the simple formula (1 - c)(1 - k) is 41 and 17.
 */
// biome-ignore format: one row per product
export const PRESS: usize = memory.data<f32>([
  -374.2, -156, -38.7, // c
  5.2, -259.9, -156.7, // m
  16.2, -13.3, -260.1, // y
  -297.4, -299.4, -293.7, // k
  256.3, 73.9, 38.8, // cc
  193.9, 291.5, -14, // cm
  -1.6, -21.7, 72.1, // cy
  748.5, 336.7, 131, // ck
  -71.7, 2, -5.9, // mm
  -68.2, 8.2, 287.3, // my
  18.5, 541.6, 327.3, // mk
  0.2, -3, 46.2, // yy
  17.2, 76.5, 523.8, // yk
  126.1, 112.2, 85.5, // kk
  -282, -19.7, -50.3, // ccc
  -3.5, -149.5, 73.8, // ccm
  116.7, 22.1, -28.7, // ccy
  -572.6, -195.6, -104.1, // cck
  -91.5, -194.1, 34.7, // cmm
  -85.4, -0.2, -102.3, // cmy
  -268.2, -389.2, -49.6, // cmk
  24.3, 41.4, 18.9, // cyy
  -96.7, -37.7, -179.8, // cyk
  -559.4, -250.2, -106.3, // ckk
  57.8, 202, 58.7, // mmm
  64.3, -24, -99.1, // mmy
  81.3, -330.3, -134.1, // mmk
  35.7, 24.9, -141.2, // myy
  64.2, -53, -421.2, // myk
  -27.5, -397.3, -231.8, // mkk
  -13.1, -4.5, 40, // yyy
  -28.4, -40.5, -276.3, // yyk
  -43.9, -96, -397.3, // ykk
  48.7, 93.8, 131.5, // kkk
  -119.7, 1.8, 22.6, // cccc
  336.1, 25.2, -32, // cccm
  -12.9, -10.1, 6.9, // cccy
  378.4, 35.3, 46.3, // ccck
  -138.5, 31.4, -32.1, // ccmm
  -67.1, 10.2, 28.7, // ccmy
  -228.5, 125.7, 3.5, // ccmk
  -24.9, -19.2, -39.1, // ccyy
  -6.8, 21.9, 70.5, // ccyk
  274.4, 74.8, 16.6, // cckk
  19.7, 102.5, -14.8, // cmmm
  45.8, -1.4, 60.1, // cmmy
  158.2, 60.7, -2.4, // cmmk
  24.5, -7.1, -72.2, // cmyy
  69.5, 1.9, 110.5, // cmyk
  105.1, 141.2, 11.3, // cmkk
  -18.9, -12.7, 91.9, // cyyy
  11.3, -1.7, -63.9, // cyyk
  37.2, 19.8, 86.8, // cykk
  162.5, 86.5, 47.1, // ckkk
  -12.2, -196.4, -23.4, // mmmm
  -18.5, 34.1, -2.5, // mmmy
  -42.8, 105.5, 10.8, // mmmk
  -23.7, -16.4, 13.3, // mmyy
  -26.4, 26.2, 111.1, // mmyk
  -35.5, 157.4, 72.1, // mmkk
  -0.6, -6.9, 118.4, // myyy
  -22.8, -1.5, 47.7, // myyk
  -15, 23.9, 132.8, // mykk
  17.5, 125, 74.3, // mkkk
  6, 4.7, -128.3, // yyyy
  15, 11.1, 124.5, // yyyk
  20.8, 24.5, 141.7, // yykk
  16.3, 44.1, 132.5, // ykkk
  -118.4, -158.7, -182, // kkkk
])
