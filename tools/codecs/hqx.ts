/**
 * Function of hqx that returns the luma and chroma of a colour. hqx looks them up in a table of 64
 * MB, which it makes at its start. This version computes the same values: those of the table have
 * been compared (test/unit/tools/codecs/hqx.test.ts). The table has a 0 for white.
 */
export const HQX_COLOUR = ` (func $12 (param $color i32) (result i32)
  (local $red f64)
  (local $green f64)
  (local $blue f64)
  (if
   (i32.eq (i32.and (local.get $color) (i32.const 0xffffff)) (i32.const 0xffffff))
   (then (return (i32.const 0)))
  )
  (local.set $red (f64.convert_i32_u (i32.and (i32.shr_u (local.get $color) (i32.const 16)) (i32.const 255))))
  (local.set $green (f64.convert_i32_u (i32.and (i32.shr_u (local.get $color) (i32.const 8)) (i32.const 255))))
  (local.set $blue (f64.convert_i32_u (i32.and (local.get $color) (i32.const 255))))
  (i32.add
   (i32.add
    (i32.shl
     (i32.trunc_f64_s
      (f64.add
       (f64.mul (local.get $blue) (f64.const 0.114))
       (f64.add (f64.mul (local.get $red) (f64.const 0.299)) (f64.mul (local.get $green) (f64.const 0.587)))
      )
     )
     (i32.const 16)
    )
    (i32.add
     (i32.shl
      (i32.trunc_f64_s
       (f64.add
        (f64.mul (local.get $blue) (f64.const 0.5))
        (f64.add (f64.mul (local.get $red) (f64.const -0.169)) (f64.mul (local.get $green) (f64.const -0.331)))
       )
      )
      (i32.const 8)
     )
     (i32.trunc_f64_s
      (f64.add
       (f64.add (f64.mul (local.get $red) (f64.const 0.5)) (f64.mul (local.get $green) (f64.const -0.419)))
       (f64.mul (local.get $blue) (f64.const -0.081))
      )
     )
    )
   )
   (i32.const 32896)
  )
 )`
