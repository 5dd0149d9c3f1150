//! The items of a range of dates, month by month.

use std::fmt::Display;
use std::task::{Context, Poll, ready};

use super::{Items, Paged, Pages, PagesOf};
use crate::error::{Error, InvalidRequest};
use crate::ranges::{DateRange, Months, months};

/// A call whose list has pages and is of a range of dates.
pub(crate) trait Ranged: Paged {
    /// Asks for another range.
    fn set_range(&mut self, range: &DateRange);
}

/// Writes what gives the items of any range of dates.
macro_rules! ranges {
    ($call:ty, $item:ty) => {
        impl $call {
            /// Gives the items of all days from one to another, both included, one after the other.
            ///
            /// Zoom serves a month at most, and of a longer range a part without a word. So each month is a call of its own,
            /// with all its pages, and is made when its items are asked for; no day is in two of them. What is set on the
            /// call holds for each month, but for the days. Items that Zoom sums up over a range, such as the users of a
            /// report, come once for each month.
            ///
            /// The days are anything that displays as `YYYY-MM-DD`: a string, a [`Date`](crate::ranges::Date), the dates of
            /// `chrono`, `jiff` and `time`. [`ranges::months`](crate::ranges::months) says where they are split.
            ///
            /// # Errors
            ///
            /// Those of `items`, and [`Error::InvalidRequest`](crate::Error::InvalidRequest) if one of the days is no date, or
            /// the first is after the last.
            pub fn items_between(
                self,
                from: impl ::std::fmt::Display,
                to: impl ::std::fmt::Display,
            ) -> crate::Items<$item> {
                crate::Items::between(self, from, to)
            }
        }
    };
}

pub(crate) use ranges;

impl<T: Send + 'static> Items<T> {
    pub(crate) fn between<C: Ranged<Item = T>>(call: C, from: impl Display, to: impl Display) -> Self {
        let months = months(&from.to_string(), &to.to_string());
        let months = months.map_err(|invalid| InvalidRequest::Parameter(invalid.to_string()));
        Self::of(MonthsOf { call, months: Some(months), pages: None })
    }
}

/// The pages of each month of a range.
struct MonthsOf<C: Paged> {
    call: C,
    /// The months that are to come; `None` after an error that ends it.
    months: Option<Result<Months, InvalidRequest>>,
    /// The pages of this month.
    pages: Option<PagesOf<C>>,
}

impl<C: Ranged> Pages<C::Item> for MonthsOf<C> {
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<C::Item>, Error>>> {
        loop {
            if let Some(pages) = &mut self.pages {
                match ready!(pages.poll_page(context)) {
                    Some(page) => {
                        // What cannot go on within a month is not passed over.
                        if page.is_err() && pages.is_over() {
                            (self.months, self.pages) = (None, None);
                        }
                        return Poll::Ready(Some(page));
                    }
                    None => self.pages = None,
                }
            }
            let range = match &mut self.months {
                Some(Ok(months)) => months.next(),
                Some(Err(_)) | None => None,
            };
            let Some(range) = range else {
                let invalid = self.months.take().and_then(Result::err);
                return Poll::Ready(invalid.map(|invalid| Err(invalid.into())));
            };
            let mut call = self.call.clone();
            call.set_range(&range);
            self.pages = Some(PagesOf::new(call));
        }
    }
}
