-- +goose Up
-- The number of the certificate that a notice is about, where it is about a certificate and not about a case.
ALTER TABLE notice ADD COLUMN certificate text NOT NULL DEFAULT '';
