"""The rundown as it is played: expected times, changes on air with the rest re-planned, and plan against real."""
