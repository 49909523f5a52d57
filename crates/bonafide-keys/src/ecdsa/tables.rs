//! ECDSA by tables of multiples, for keys that verify many signatures.
//!
//! Nothing here is secret, so the time that it takes may tell everything.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "scalars and points are added and multiplied, which is total"
)]

use std::sync::LazyLock;

#[cfg(any(feature = "rustcrypto", test))]
use p256::NistP256;
use p256::elliptic_curve::ff::PrimeField;
use p256::elliptic_curve::group::{Curve as _, Group as _};
use p256::elliptic_curve::ops::{Invert as _, Reduce};
use p256::elliptic_curve::point::AffineCoordinates as _;
use p256::elliptic_curve::{
    AffinePoint, BatchNormalize, CurveArithmetic, FieldBytes, NonZeroScalar, ProjectivePoint,
    Scalar,
};
use p384::NistP384;

/// Bits of a scalar that one look into a table takes in.
const TEETH: usize = 8;

/// Entries of a row: the first signs of the teeth, the last one being plus.
const ENTRIES: usize = 1 << (TEETH - 1);

/// The sign of the last tooth among those of a column.
const LAST: u8 = 1 << (TEETH - 1);

/// Rows of a table. Each row more saves doublings, and costs memory and time once: with four, P-384
/// is another 5 % faster.
const ROWS: usize = 2;

/// A curve whose field and order are as long as their bytes, which are a multiple of [`TEETH`].
pub(super) trait Curve:
    CurveArithmetic<ProjectivePoint: BatchNormalize<Points<Self>, Output = Row<Self>>>
{
    /// The table of the generator, made once in a process.
    fn generator() -> Option<&'static Table<Self>>;
}

type Points<C> = [ProjectivePoint<C>; ENTRIES];
/// A byte for each column, with a bit for each tooth: as many as a scalar has bytes.
type Columns<C> = FieldBytes<C>;
type Row<C> = [AffinePoint<C>; ENTRIES];

macro_rules! curve {
    ($curve:ident) => {
        impl Curve for $curve {
            fn generator() -> Option<&'static Table<Self>> {
                static TABLE: LazyLock<Option<Table<$curve>>> =
                    LazyLock::new(|| Table::new(ProjectivePoint::<$curve>::generator()));
                TABLE.as_ref()
            }
        }
    };
}
#[cfg(any(feature = "rustcrypto", test))]
curve!(NistP256);
curve!(NistP384);

/// Multiples of a point: 18 KiB on P-256, 26 KiB on P-384.
///
/// A scalar of `8 * n` bits is written with digits 1 and -1 instead of 1 and 0, and its bits in
/// eight rows of `n`, the teeth of a comb. A column of these is an entry of a table, or its negative,
/// times a power of two; the columns of the upper half have a row of entries of their own, so that
/// they are added at the same time as those of the lower half.
pub(super) struct Table<C: Curve> {
    rows: Vec<Row<C>>,
}

impl<C: Curve> Table<C> {
    /// Costs as much as one to two verifications without tables.
    pub(super) fn new(point: ProjectivePoint<C>) -> Option<Self> {
        let apart = columns_of_row::<C>();
        let powers = core::iter::successors(Some(point), |power| Some(power.double()));
        // Those of each tooth, row by row.
        let starts: Vec<_> = powers.step_by(apart).take(TEETH * ROWS).collect();
        let teeth = |row| starts.iter().copied().skip(row).step_by(ROWS);
        let rows: Option<_> = (0..ROWS).map(|at| row::<C>(teeth(at))).collect();
        Some(Self { rows: rows? })
    }

    /// Whether the signature `r`, `s` over the leftmost bytes of `prehash` is by the key of this table;
    /// nothing for a `prehash` that is shorter than the field.
    ///
    /// # Specification
    /// FIPS 186-5 section 6.4.2.
    pub(super) fn verify(
        &self,
        prehash: &[u8],
        (r, s): (NonZeroScalar<C>, NonZeroScalar<C>),
    ) -> Option<bool> {
        let number = Scalar::<C>::reduce(&leftmost::<C>(prehash)?);
        let inverse = *s.invert_vartime();
        let (u1, u2) = (number * inverse, *r.as_ref() * inverse);
        let x = self.lincomb(&u1, &u2)?.to_affine().x();
        // The point at infinity has x = 0 here, which `r` is not.
        Some(Scalar::<C>::reduce(&x) == *r.as_ref())
    }

    /// `u1` times the generator plus `u2` times the point of this table.
    fn lincomb(&self, u1: &Scalar<C>, u2: &Scalar<C>) -> Option<ProjectivePoint<C>> {
        let (generator, g, q) = (C::generator()?, columns::<C>(u1), columns::<C>(u2));
        let mut sum = ProjectivePoint::<C>::identity();
        for at in (0..columns_of_row::<C>()).rev() {
            sum = sum.double();
            generator.add(&mut sum, &g, at)?;
            self.add(&mut sum, &q, at)?;
        }
        Some(sum)
    }

    /// Adds the columns `at` of all rows. There are complete formulas below: no sum is a special case.
    fn add(&self, sum: &mut ProjectivePoint<C>, columns: &Columns<C>, at: usize) -> Option<()> {
        let columns = columns.iter().skip(at).step_by(columns_of_row::<C>());
        for (row, signs) in self.rows.iter().zip(columns) {
            if signs & LAST == 0 {
                *sum -= row.get(usize::from(!signs & !LAST))?;
            } else {
                *sum += row.get(usize::from(signs & !LAST))?;
            }
        }
        Some(())
    }
}

/// The sums of the teeth with all signs, the last one's being plus; the bits of an index are the
/// other signs.
fn row<C: Curve>(teeth: impl Iterator<Item = ProjectivePoint<C>>) -> Option<Row<C>> {
    let teeth: Vec<_> = teeth.collect();
    let (last, others) = teeth.split_last()?;
    let mut sums = vec![others.iter().fold(*last, |sum, tooth| sum - tooth)];
    for tooth in others {
        let twice = tooth.double();
        let more: Vec<_> = sums.iter().map(|sum| *sum + twice).collect();
        sums.extend(more);
    }
    let sums: Points<C> = sums.try_into().ok()?;
    let normalize = <ProjectivePoint<C> as BatchNormalize<Points<C>>>::batch_normalize;
    Some(normalize(&sums))
}

/// The columns of a scalar, the least significant first, with set bits for the digits 1 and others
/// for -1.
fn columns<C: Curve>(scalar: &Scalar<C>) -> Columns<C> {
    // The sum of all powers of two, times their digits, is `2 * bits - ones`.
    let mut ones = FieldBytes::<C>::default();
    ones.fill(0xff);
    let bits = (*scalar + Scalar::<C>::reduce(&ones)) * Scalar::<C>::TWO_INV;
    let bits = bits.to_repr();
    let mut columns = Columns::<C>::default();
    for (tooth, bytes) in bits.rchunks(bits.len() / TEETH).enumerate() {
        let bits = bytes
            .iter()
            .rev()
            .flat_map(|byte| (0..8).map(move |at| byte >> at & 1));
        for (column, bit) in columns.iter_mut().zip(bits) {
            *column |= bit << tooth;
        }
    }
    columns
}

/// The digest as a number, if it is at least as long as the field.
fn leftmost<C: Curve>(prehash: &[u8]) -> Option<FieldBytes<C>> {
    let length = FieldBytes::<C>::default().len();
    FieldBytes::<C>::try_from(prehash.get(..length)?).ok()
}

fn columns_of_row<C: Curve>() -> usize {
    FieldBytes::<C>::default().len() / ROWS
}

#[cfg(test)]
mod tests {
    use p256::elliptic_curve::ff::Field as _;
    use p256::elliptic_curve::ops::LinearCombination;

    use super::*;

    /// Zero, one and their like, powers of two and their neighbours about the bounds of rows and teeth.
    fn edges<C: Curve>() -> Vec<Scalar<C>> {
        let one = Scalar::<C>::ONE;
        let mut edges = vec![Scalar::<C>::ZERO, one, -one, Scalar::<C>::TWO_INV];
        for power in [1, 16, 23, 24, 31, 32, 47, 48, 96, 224, 255, 336, 383, 384] {
            let power = one.double().pow_vartime([power]);
            edges.extend([power - one, power, power + one, -power]);
        }
        edges
    }

    fn combinations<C: Curve>() {
        let generator = ProjectivePoint::<C>::generator();
        let edges = edges::<C>();
        for (at, secret) in edges.iter().enumerate().skip(1).step_by(17) {
            let point = generator * secret;
            let table = Table::<C>::new(point).unwrap();
            for (u1, u2) in edges.iter().zip(edges.iter().cycle().skip(at)) {
                let wanted = ProjectivePoint::<C>::lincomb(&[(generator, *u1), (point, *u2)]);
                assert_eq!(
                    table.lincomb(u1, u2),
                    Some(wanted),
                    "{u1:?} {secret:?} {u2:?}"
                );
            }
            // Two equal sums, and two that cancel each other out.
            for u2 in &edges {
                let u1 = *u2 * secret;
                assert_eq!(table.lincomb(&u1, u2), Some(point.double() * u2));
                let nothing = ProjectivePoint::<C>::identity();
                assert_eq!(table.lincomb(&-u1, u2), Some(nothing));
            }
        }
    }

    #[test]
    fn sums_are_those_of_the_curve_crates() {
        combinations::<NistP256>();
        combinations::<NistP384>();
    }

    /// The bytes that the documentation of keys states.
    #[test]
    fn tables_have_the_stated_size() {
        fn size<C: Curve>() -> usize {
            let table = C::generator().unwrap();
            assert_eq!(table.rows.len(), ROWS);
            table.rows.len() * size_of::<Row<C>>()
        }
        assert_eq!(size::<NistP256>(), 18 * 1024);
        assert_eq!(size::<NistP384>(), 26 * 1024);
    }

    #[test]
    fn short_digests_are_left_to_the_curve_crates() {
        let table = NistP256::generator().unwrap();
        let one = NonZeroScalar::<NistP256>::new(Scalar::<NistP256>::ONE).unwrap();
        assert_eq!(table.verify(&[0; 31], (one, one)), None);
        assert_eq!(table.verify(&[0; 32], (one, one)), Some(false));
    }
}
