//! `/lagesbilder`: the joint picture, from two drafts to an appendix of the agreement.

mod body;
mod check_body;
mod compared_body;
mod content_body;
mod reference_body;
mod step_asked;
