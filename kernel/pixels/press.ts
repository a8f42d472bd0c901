/**
 * Colors that CMYK inks have on a common press, as a polynomial with degree 4. R, G and B are 255
 * plus the weighted sums of the ink products below. An ink is a number from 0 (none) to 1 (full).
 * Each row has the weights for R, G and B. Its comment names the product: `cck` is c · c · k.
 *
 * The weights are a least-squares fit to libvips 8.18's output for pictures without a profile.
 * libvips uses a coated sheet's profile, similar to SWOP, through Little CMS. The samples are
 * separations for 52 levels in R, G and B, a grid with 18 levels per ink, wedges with single inks
 * and with equal inks, and colors with at least 70 % of each ink. Light colors, grays and pure
 * black count more. Colors that the profile clips count as no error. The RMS error is 1.8 of 255
 * levels over the separations, 1.3 in photographs, and 1.3 where each ink has at least 70 %. The
 * simple formula (1 - c)(1 - k) has an RMS error of 41 over the separations and 17 in photographs.
 */
// biome-ignore format: one row per product
export const PRESS: usize = memory.data<f32>([
  -364.4, -152.1, -33.4, // c
  3, -251.1, -151, // m
  12.7, -16.9, -259.4, // y
  -293.3, -299.9, -292.2, // k
  215.7, 68.5, 20.4, // cc
  196.1, 283.9, -11.9, // cm
  -17.4, -14.2, 77.8, // cy
  704.6, 305.2, 94.4, // ck
  -59.3, -18.5, 1.1, // mm
  -66.5, 5.4, 254.2, // my
  19.9, 515, 285.9, // mk
  11, 4.3, 47, // yy
  23, 89.8, 515.5, // yk
  108.3, 120.4, 87.4, // kk
  -205.8, -26.5, -30.8, // ccc
  -28.1, -141.6, 58.6, // ccm
  169.7, 21.1, -50.7, // ccy
  -499.8, -143.8, -27, // cck
  -100.3, -195.4, 33, // cmm
  -93.7, 1.1, -84.8, // cmy
  -255.3, -357.6, -22.9, // cmk
  31, 32.8, 13.7, // cyy
  -94.8, -42.8, -174.4, // cyk
  -525.3, -225.7, -82.1, // ckk
  36.4, 218.1, 25.3, // mmm
  62.7, -14.5, -65.1, // mmy
  85.9, -301.6, -82.6, // mmk
  35.8, 19.5, -104.6, // myy
  48.8, -56.4, -411.1, // myk
  -14.5, -357.3, -179.4, // mkk
  -26, -11.2, 38.2, // yyy
  -43.2, -56.2, -261.9, // yyk
  -26.7, -94.3, -378.1, // ykk
  60.2, 58.1, 105, // kkk
  -183.1, 7.7, 14.8, // cccc
  402.3, 24.2, -28.6, // cccm
  -38.2, -8.6, 30.5, // cccy
  377.5, 21.1, 7.3, // ccck
  -177.2, 36.9, -14.8, // ccmm
  -74, 4.3, 20, // ccmy
  -267.1, 96.9, -7.1, // ccmk
  -42.2, -20.1, -40.4, // ccyy
  -11.6, 19.1, 47.6, // ccyk
  213.3, 52.8, 5.6, // cckk
  40.2, 102.6, -18.9, // cmmm
  52.2, -1.8, 61.6, // cmmy
  161.1, 49.9, -26.3, // cmmk
  35.3, -4.9, -86.5, // cmyy
  63.3, 2.4, 111.1, // cmyk
  128.7, 142.8, 15.3, // cmkk
  -23.1, -9.6, 96.7, // cyyy
  27.8, 3.6, -59.2, // cyyk
  20, 19.7, 92.1, // cykk
  166.3, 79.4, 29.2, // ckkk
  -1.1, -201.3, -2.2, // mmmm
  -19.9, 31.7, -10.2, // mmmy
  -51.4, 99.3, -5.5, // mmmk
  -19.1, -19.2, -11.3, // mmyy
  -18.5, 23.8, 101.3, // mmyk
  -30.6, 143.6, 54.9, // mmkk
  -4.5, -0.1, 111.6, // myyy
  -20.5, -6.8, 45.9, // myyk
  -5.3, 32.7, 128.6, // mykk
  -7.5, 98.9, 42.5, // mkkk
  12.2, 6.8, -128.5, // yyyy
  23.5, 17.4, 128.4, // yyyk
  11.5, 28.9, 106.8, // yykk
  9, 34.7, 138.1, // ykkk
  -115, -128, -155.5, // kkkk
])
