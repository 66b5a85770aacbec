//! Where letters to a function go.

use super::clean_line;
use crate::{
    api::problem::Problem,
    case::work::contact::{Address, Contact},
};
use serde::{Deserialize, Serialize};

/// A function and its address.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseContact", export_to = "../web/src/api/types/"))]
#[schema(as = CaseContact)]
pub(super) struct ContactBody {
    /// The function, as the template has it.
    function: String,
    /// A mail address that belongs to the function, never to a person.
    #[schema(format = Email, max_length = 254)]
    address: String,
}

impl ContactBody {
    /// The contact, or which field of the `i`th is not right.
    pub(super) fn checked(&self, i: usize) -> Result<Contact, Problem> {
        let function = clean_line(format!("contacts[{i}].function"), &self.function)?;
        let address = Address::checked(&self.address).map_err(|refused| {
            Problem::field("invalid", format!("contacts[{i}].address"), refused.code())
        })?;
        Ok(Contact { function, address })
    }
}

impl From<&Contact> for ContactBody {
    fn from(contact: &Contact) -> Self {
        Self {
            function: contact.function.to_string(),
            address: contact.address.as_str().to_owned(),
        }
    }
}
