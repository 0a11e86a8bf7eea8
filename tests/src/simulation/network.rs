//! What happens to requests and answers.

use mobile_core::sync::{Failure, Outgoing, SyncAnswer, SyncRequest, read_answer};

use super::world::{Flight, World};
use crate::small_world::Fallible;

/// Exchanges of a device that has a network for a moment.
const SPELL: u32 = 5;

impl World {
    /// A device says what it wants of the server.
    pub(super) fn ask(&mut self, number: u32) -> Fallible {
        let step = self.steps;
        let device = self.device(number)?;
        let life = device.life;
        if let Some(outgoing) = device.next_request()? {
            self.flights.push(Flight {
                step,
                device: number,
                life,
                outgoing,
                answer: None,
            });
        }
        Ok(())
    }

    /// A request comes to the server, whole or not, once, twice, late or never; and its answer is on its way, whole, cut
    /// or lost. The order is chance's.
    pub(super) async fn deliver(&mut self) -> Fallible {
        let waiting = self.flights.iter().filter(|flight| flight.answer.is_none());
        let steps = waiting.chain(&self.late).map(|flight| flight.step);
        let Some(step) = self.dice.choose(steps.collect::<Vec<_>>()) else {
            return Ok(());
        };
        if let Some(at) = self.late.iter().position(|flight| flight.step == step) {
            let flight = self.late.swap_remove(at);
            self.fault("request late", flight.device);
            // Nobody waits for it.
            self.answer(&flight.outgoing).await?.ok();
            return Ok(());
        }
        let Some(at) = self.flights.iter().position(|flight| flight.step == step) else {
            return Ok(());
        };
        let mut flight = self.flights.swap_remove(at);
        flight.answer = Some(self.bring(&flight).await?);
        self.flights.push(flight);
        Ok(())
    }

    /// What comes of a request.
    async fn bring(&mut self, flight: &Flight) -> Fallible<Result<SyncAnswer, Failure>> {
        let outgoing = &flight.outgoing;
        let device = flight.device;
        let lost = || Err(Failure::Unreachable("lost".to_owned()));
        Ok(match self.dice.below(100) {
            0..8 => {
                self.fault("request lost", device);
                lost()
            }
            8..12 => {
                self.fault("request cut", device);
                let (status, body) = self.server.answer_to_half(outgoing).await?;
                read_answer(&outgoing.request, status, &body)
            }
            12..20 => {
                self.fault("answer lost", device);
                // What was answered counts, whoever hears it.
                self.answer(outgoing).await?.and_then(|_| lost())
            }
            20..25 => {
                self.fault("answer cut", device);
                let (status, mut body) = self.server.answer(outgoing).await?;
                self.given.look(self.server.reader()?)?;
                body.truncate(body.len() / 2);
                read_answer(&outgoing.request, status, &body)
            }
            25..31 => {
                self.fault("request doubled", device);
                // Both are right.
                self.answer(outgoing).await?.ok();
                self.answer(outgoing).await?
            }
            31..36 => {
                self.late.push(Flight {
                    outgoing: outgoing.clone(),
                    answer: None,
                    ..*flight
                });
                self.answer(outgoing).await?
            }
            _ => self.answer(outgoing).await?,
        })
    }

    async fn answer(&mut self, outgoing: &Outgoing) -> Fallible<Result<SyncAnswer, Failure>> {
        let (status, body) = self.server.answer(outgoing).await?;
        let answer = read_answer(&outgoing.request, status, &body);
        let reader = self.server.reader()?;
        self.given.look(reader)?;
        if let Ok(answer) = &answer {
            self.given.take(reader, outgoing, answer)?;
        }
        Ok(answer)
    }

    /// An answer comes to its device, if that still waits for it.
    pub(super) fn hand_over(&mut self) -> Fallible {
        let answered = self.flights.iter().filter(|flight| flight.answer.is_some());
        let steps: Vec<u32> = answered.map(|flight| flight.step).collect();
        let Some(step) = self.dice.choose(steps) else {
            return Ok(());
        };
        let Some(at) = self.flights.iter().position(|flight| flight.step == step) else {
            return Ok(());
        };
        let flight = self.flights.swap_remove(at);
        let device = self.device(flight.device)?;
        match flight.answer {
            Some(answer) if device.life == flight.life => device.receive(&flight.outgoing, answer),
            _ => Ok(()),
        }
    }

    /// A device has a network for a moment.
    pub(super) async fn connect(&mut self, number: u32) -> Fallible {
        self.tell(format_args!("device {number} has a network"));
        for _ in 0..SPELL {
            let Some(outgoing) = self.device(number)?.next_request()? else {
                return Ok(());
            };
            if matches!(outgoing.request, SyncRequest::Live(_)) {
                // It is asked in vain: the network is gone before there is news.
                let lost = Err(Failure::Unreachable("lost".to_owned()));
                return self.device(number)?.receive(&outgoing, lost);
            }
            let answer = self.answer(&outgoing).await?;
            self.device(number)?.receive(&outgoing, answer)?;
        }
        Ok(())
    }
}
