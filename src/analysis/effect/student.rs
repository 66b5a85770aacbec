//! How far 95 % reaches when the spread itself is estimated.

/// The two-sided 5 % point of Student's t; of the normal distribution for `None` degrees of freedom.
/// At 0 degrees nothing can be said and the answer is that of 1.
pub fn two_sided_5_percent(degrees: Option<u32>) -> f64 {
    const NORMAL: f64 = 1.959_963_984_540_054;
    let Some(degrees) = degrees else { return NORMAL };
    let degrees = degrees.max(1);
    if degrees > 10_000 {
        return NORMAL;
    }
    let (mut below, mut above) = (NORMAL, 13.0);
    while above - below > 1e-14 * above {
        let middle = (below + above) / 2.0;
        if middle == below || middle == above {
            break;
        }
        match within(middle, degrees) < 0.95 {
            true => below = middle,
            false => above = middle,
        }
    }
    (below + above) / 2.0
}

/// P(|t| ≤ x) for whole degrees of freedom: a finite sum in the angle θ = atan(x/√ν).
fn within(x: f64, degrees: u32) -> f64 {
    let nu = f64::from(degrees);
    let theta = (x / nu.sqrt()).atan();
    let (sine, cosine) = theta.sin_cos();
    let odd = degrees % 2 == 1;
    let (mut term, mut sum) = if odd { (cosine, 0.0) } else { (1.0, 0.0) };
    let mut k = if odd { 1 } else { 0 };
    // ν odd: θ + sin θ (cos θ + ⅔cos³θ + …); ν even: sin θ (1 + ½cos²θ + …).
    while k + 2 <= degrees {
        sum += term;
        term *= f64::from(k + 1) / f64::from(k + 2) * cosine * cosine;
        k += 2;
    }
    if odd { std::f64::consts::FRAC_2_PI * (theta + sine * sum) } else { sine * sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_tabulated_values() {
        // scipy 1.17.1 stats.t.ppf(0.975, df)
        for (degrees, expected) in [
            (1, 12.706204736174694),
            (2, 4.302652729749464),
            (3, 3.182446305284263),
            (10, 2.228138851986273),
            (23, 2.0686576104190406),
            (69, 1.9949454151072357),
            (500, 1.9647198374673438),
        ] {
            let found = two_sided_5_percent(Some(degrees));
            assert!((found - expected).abs() < 1e-10, "{degrees}: {found}");
        }
        assert!(two_sided_5_percent(Some(10_000)) - two_sided_5_percent(None) < 3e-4);
        assert_eq!(two_sided_5_percent(Some(0)), two_sided_5_percent(Some(1)));
    }
}
