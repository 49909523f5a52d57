//! Tables of builders: who is accepted, up to which level, and why not.

use bonafide_slsa::Builders;

#[test]
fn the_tables_that_come_with_the_crate_can_be_read() {
    assert_eq!(Builders::public().entries().len(), 21);
    assert_eq!(Builders::testing().entries().len(), 21 + 18);
}
