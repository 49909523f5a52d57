//! What each builder writes is understood, and each demand of its build type is made.

use crate::common::builders::TAG;
use crate::common::{Case, builders, cloud};

fn image() -> Case {
    builders::generator_at("generator_container_slsa3.yml", "container", TAG, "push")
}

#[test]
fn the_good_statement_of_every_builder_is_allowed_at_its_level() {
    builders::generator()
        .expect(|e| e.with_min_level(3))
        .allowed(3);
    builders::generator_at("builder_go_slsa3.yml", "go", TAG, "push").allowed(3);
    image().allowed(3);
    builders::container_based().allowed(3);
    builders::delegator().allowed(3);
    builders::delegated("https://github.com/jreleaser/release-action/.github/workflows/builder_slsa3.yml@refs/tags/v1.1.0-java").allowed(3);
    builders::github().allowed(2);
    builders::reusable().allowed(3);
    builders::npm_v1().allowed(2);
    builders::npm_v02().allowed(2);
    cloud::gcb_v02().allowed(3);
    cloud::gcb_v03().allowed(3);
    cloud::gcb_v1().allowed(3);
    cloud::tekton().allowed(3);
    cloud::gitlab().allowed(3);
    cloud::buildkit()
        .settings(bonafide_slsa::Settings::allow_covered_by_index)
        .allowed(1);
}
